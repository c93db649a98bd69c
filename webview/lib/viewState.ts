/** How a page was being looked at, which VS Code keeps while the page is hidden; what is looked at is the host's. */

export interface ViewState {
  get(key: string): unknown;
  set(key: string, value: number | boolean): void;
}

/** Kept by VS Code through `getState` and `setState` of its page interface. */
export function viewStateOf(api: { getState(): unknown; setState(state: unknown): void }): ViewState {
  return {
    get: (key) => entries(api.getState()).get(key),
    set: (key, value) => api.setState(Object.fromEntries(entries(api.getState()).set(key, value))),
  };
}

/** For a page that nobody hides. */
export function unsavedViewState(): ViewState {
  let state: unknown;
  return viewStateOf({
    getState: () => state,
    setState: (next) => {
      state = next;
    },
  });
}

function entries(state: unknown): Map<string, unknown> {
  return new Map(typeof state === "object" && state !== null ? Object.entries(state) : []);
}
