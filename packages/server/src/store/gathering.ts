/** How many look-ups of one group travel together, and how many such travels may be under way. */
export interface GatheringLimits {
  readonly most: number;
  readonly atOnce: number;
}

interface Waiting<Answer> {
  readonly key: string;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Group<Answer> {
  waiting: Waiting<Answer>[];
  /** How many travels are under way, and how many look-ups they are for. */
  travels: number;
  underWay: number;
}

/**
 * Gathers look-ups by key that arrive while others of their group are under way, and asks for them together. A look-up
 * is asked for after it arrived, never before, so whoever was told of a write reads it.
 */
export class Gathering<Answer> {
  readonly #ask: (group: string, keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;
  readonly #limits: GatheringLimits;
  readonly #groups = new Map<string, Group<Answer>>();

  /** `ask` answers for the keys of one group; a key it leaves out has no answer. */
  constructor(
    ask: (group: string, keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
    limits: GatheringLimits = { most: 500, atOnce: 2 },
  ) {
    this.#ask = ask;
    this.#limits = limits;
  }

  /** The answer for a key of a group, or undefined when there is none. Rejects as `ask` did for those it was asked with. */
  look(group: string, key: string): Promise<Answer | undefined> {
    const gathered = this.#groups.get(group) ?? { waiting: [], travels: 0, underWay: 0 };
    this.#groups.set(group, gathered);
    return new Promise((resolve, reject) => {
      gathered.waiting.push({ key, resolve, reject });
      // What was read in the same turn of the event loop is asked for together.
      if (this.#mayTravel(gathered)) setImmediate(() => this.#send(group, gathered));
    });
  }

  #send(group: string, gathered: Group<Answer>): void {
    while (this.#mayTravel(gathered)) {
      const asked = gathered.waiting.splice(0, this.#limits.most);
      gathered.travels++;
      gathered.underWay += asked.length;
      void this.#travel(group, asked).finally(() => {
        gathered.travels--;
        gathered.underWay -= asked.length;
        if (gathered.waiting.length > 0) this.#send(group, gathered);
        else if (gathered.travels === 0) this.#groups.delete(group);
      });
    }
  }

  /** A travel for a few costs as much as one for many, so while others travel the next waits for as many as they are. */
  #mayTravel({ waiting, travels, underWay }: Group<Answer>): boolean {
    return waiting.length > 0 && travels < this.#limits.atOnce && waiting.length >= underWay;
  }

  async #travel(group: string, asked: readonly Waiting<Answer>[]): Promise<void> {
    try {
      const answers = await this.#ask(group, [...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(answers.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
