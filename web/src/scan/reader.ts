// The page's side of the reader: one worker, started when first needed.

import type { Answer, Order } from "./worker.ts";

/** The codes in a picture, and how many looks it took. */
export interface Found {
  codes: { text: string; symbology: string }[];
  looks: number;
}

type Waiting = { resolve: (found: Found) => void; reject: (error: Error) => void };

export class Reader {
  #worker: Worker | undefined;
  #waiting = new Map<number, Waiting>();
  #last = 0;

  /** Reads one frame of a live picture; takes the bitmap over. */
  frame(picture: ImageBitmap): Promise<Found> {
    return this.#order({ id: ++this.#last, kind: "frame", picture }, [picture]);
  }

  /** Reads a photo, patiently. */
  photo(picture: Blob): Promise<Found> {
    return this.#order({ id: ++this.#last, kind: "photo", picture }, []);
  }

  #order(order: Order, transfer: Transferable[]): Promise<Found> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.id, { resolve, reject });
      this.#start().postMessage(order, transfer);
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<Answer>) => this.#settle(event.data));
    worker.addEventListener("error", (event) => {
      this.#worker = undefined;
      const error = new Error(event.message || "the code reader could not be started");
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (!waiting) return;
    if ("fault" in answer) waiting.reject(new Error(answer.fault));
    else waiting.resolve({ codes: answer.codes, looks: answer.looks });
  }
}
