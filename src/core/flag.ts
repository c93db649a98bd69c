/** The name of an option as the command line spells it: `klWeight` is `--kl-weight`. */
export function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
