/** Adam (Kingma and Ba 2014, algorithm 1) over a handful of parameters, uphill: the trainer's optimiser is another, for millions. */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

export class Adam {
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(parameters: number) {
    this.#first = new Float64Array(parameters);
    this.#second = new Float64Array(parameters);
  }

  /** One step along the gradient, in place. */
  ascend(parameters: Float64Array, gradient: Float64Array, learningRate: number): void {
    this.#steps++;
    const firstCorrection = 1 - FIRST_DECAY ** this.#steps;
    const secondCorrection = 1 - SECOND_DECAY ** this.#steps;
    gradient.forEach((slope, index) => {
      this.#first[index] = FIRST_DECAY * this.#first[index] + (1 - FIRST_DECAY) * slope;
      this.#second[index] = SECOND_DECAY * this.#second[index] + (1 - SECOND_DECAY) * slope * slope;
      const scale = Math.sqrt(this.#second[index] / secondCorrection) + EPSILON;
      parameters[index] += (learningRate * (this.#first[index] / firstCorrection)) / scale;
    });
  }
}
