// One judgement in the making: its reasons, worst first, and what they add up to. Words and
// order are those of package record.

import { adviceAgain, adviceScanSquare, advise } from "./advice.ts";
import { readOffer, type Custody } from "./custody.ts";
import type { Known, Question } from "./judge.ts";
import { dayText, type Lot, type Product, type Unit } from "./values.ts";
import type { Headline, Reason } from "../verdict.ts";

export interface Judged {
  verdict: Headline;
  authenticity: Headline;
  use: "OK" | "NOTICE" | "STOP";
  reasons: Reason[];
  message: string;
  advice: string;
  lot: Lot | null; // the records that it rests on, where there were any
  product: Product | null;
}

/** Gathers the reasons of one verdict, in the order of severity. */
export class Judgement {
  readonly mismatch: Reason[] = [];
  readonly stops: Reason[] = [];
  readonly notices: Reason[] = [];

  constructor(
    private readonly q: Question,
    private readonly lot: Lot,
    private readonly product: Product,
    private readonly unit: Unit | null,
    private readonly time: bigint,
    private readonly custody: Custody,
  ) {}

  #toWhom = false; // it is on its way, and not shown to whom

  notice(code: string, text: string): void {
    this.notices.push({ code, text });
  }

  #stop(code: string, text: string): void {
    this.stops.push({ code, text });
  }

  get #this(): string {
    return this.unit ? "pack" : "lot";
  }

  #flagged(hold: "held" | "suspect"): boolean {
    return this.lot.hold === hold || this.unit?.hold === hold || this.custody.holds.includes(hold);
  }

  compareExpiry(): void {
    const { expiry } = this.q.label;
    const registered = dayText(this.lot.expiry);
    if (expiry === "" || expiry === registered) return;
    this.mismatch.push({
      code: "ExpiryMismatch",
      text: `the label says expiry ${expiry}, registered is ${registered}`,
    });
  }

  /** What the state of pack, lot and product forbids. */
  goods(): void {
    const when = this.unit ? on(this.unit.since) : "";
    switch (this.unit?.status) {
      case "DESTROYED":
        this.#stop("Destroyed", `this pack was destroyed${when}`);
        break;
      case "STOLEN":
        this.#stop("Stolen", `this pack was reported stolen${when}`);
        break;
      case "ILLEGITIMATE":
        this.#stop("Illegitimate", `this pack was found illegitimate${when}`);
        break;
    }
    if (this.#flagged("suspect"))
      this.#stop("Suspect", `this ${this.#this} is under investigation`);
    const { recall, expiry } = this.lot;
    if (recall) {
      this.#stop(
        "Recalled",
        `this lot was recalled: class ${"I".repeat(recall.class)}, ${recall.depth} level`,
      );
    }
    this.#withdrawn();
    if (this.#flagged("held")) this.#stop("Held", `this ${this.#this} is on hold`);
    if (this.time >= BigInt(expiry + 1) * 86_400n)
      this.#stop("Expired", `this ${this.#this} expired on ${dayText(expiry)}`);
  }

  /** Who names no market is told of all. */
  #withdrawn(): void {
    const market = this.q.market.toUpperCase();
    const { withdrawn } = this.product;
    if (withdrawn.some((m) => m === "*" || (market !== "" && m === market))) {
      this.#stop("Withdrawn", "this product was withdrawn from the market");
    } else if (market === "" && withdrawn.length > 0) {
      this.notice(
        "WithdrawnElsewhere",
        `this product was withdrawn from the market in: ${withdrawn.join(", ")}`,
      );
    }
  }

  /** Packs that have left the trade. */
  consumed(u: Unit): void {
    const when = on(u.since);
    if (u.status === "SUPPLIED" && this.q.purpose === "PATIENT") {
      this.notice("Supplied", `supplied by a pharmacy${when}`);
    } else if (
      u.status === "SUPPLIED" &&
      this.q.asker !== "" &&
      this.custody.holder === this.q.asker
    ) {
      this.#stop("OwnDuplicate", `your own site supplied this pack${when}`);
    } else if (u.status === "SUPPLIED") {
      this.#stop("AlreadySupplied", `this pack was supplied by a pharmacy${when}`);
    } else if (u.status === "PARTIALLY_SUPPLIED") {
      this.notice(
        "PartlySupplied",
        `${u.part} of ${u.of} parts of this pack were supplied, last${when}`,
      );
    } else if (left[u.status]) {
      this.#stop("Inactive", `this pack ${left[u.status]}${when}`);
    }
  }

  /** Receiving is what goods on their way wait for; a patient is not told of the trade's
   * ways; an inspector is told, not stopped. */
  transit(known: Known): void {
    const { purpose, asker } = this.q;
    const { offer } = this.custody;
    const text = "this pack is on its way from one site to another";
    if (offer === null || purpose === "PATIENT") return;
    if (purpose === "INSPECT") return this.notice("InTransit", text);
    const transfer = readOffer(offer, known);
    if (purpose === "RECEIVE" && (!transfer || transfer.toSite === asker)) {
      this.#toWhom = transfer === null;
      return;
    }
    this.#stop("InTransit", text);
    if (transfer?.pending && this.time > transfer.deadline) {
      this.#stop("Disputed", "its transfer was not answered in time");
    }
  }

  conclude(): Judged {
    if (this.#toWhom && this.mismatch.length + this.stops.length === 0) {
      return { ...notShown("transfer"), lot: this.lot, product: this.product };
    }
    const reasons = [...this.mismatch, ...this.stops, ...this.notices];
    const base = { reasons, lot: this.lot, product: this.product };
    const worst = advise(reasons[0]?.code ?? "", this.q.purpose, this.lot);
    if (this.mismatch.length > 0) {
      return {
        ...base,
        verdict: "MISMATCH",
        authenticity: "MISMATCH",
        use: "STOP",
        message: `This ${this.#this} is registered, but its label says something else.`,
        advice: worst,
      };
    }
    if (this.stops.length === 1 && this.stops[0]?.code === "OwnDuplicate") {
      return {
        ...base,
        verdict: "OWN_DUPLICATE",
        authenticity: "GENUINE",
        use: "NOTICE",
        message: "Your own site has supplied this pack before. This is no alarm.",
        advice: "Do not supply it twice. If the first supply was a mistake, undo it.",
      };
    }
    if (this.stops.length > 0) {
      const doubtful = this.#flagged("suspect") || this.unit?.status === "ILLEGITIMATE";
      return {
        ...base,
        verdict: "BLOCKED",
        authenticity: doubtful ? "UNKNOWN" : "GENUINE",
        use: "STOP",
        message: `This ${this.#this} is registered, but it is not to be used.`,
        advice: worst,
      };
    }
    const registered = `The manufacturer registered this ${this.#this}`;
    const message = `${registered}, and what the code says agrees.`;
    if (this.notices.length > 0) {
      return {
        ...base,
        verdict: "GENUINE",
        authenticity: "GENUINE",
        use: "NOTICE",
        message: message + " Read the notice.",
        advice: worst + this.#printedExpiry(),
      };
    }
    return {
      ...base,
      verdict: "GENUINE",
      authenticity: "GENUINE",
      use: "OK",
      message,
      advice: "Nothing speaks against using it." + this.#printedExpiry(),
    };
  }

  /** A code without serial, of a lot whose packs have them. */
  withoutSerial(): Judged {
    const verdict = unknown(
      "NoSerial",
      "packs of this lot carry serial numbers; this code holds none",
      adviceScanSquare,
    );
    const [worst] = this.stops;
    return {
      ...verdict,
      lot: this.lot,
      product: this.product,
      reasons: [...this.stops, ...verdict.reasons, ...this.notices],
      message: worst
        ? "The pack could not be checked, but its lot is not to be used."
        : verdict.message,
      advice: worst ? advise(worst.code, this.q.purpose, this.lot) : verdict.advice,
    };
  }

  #printedExpiry(): string {
    if (this.q.label.expiry !== "") return "";
    return ` The code holds no expiry date: the pack has to say ${dayText(this.lot.expiry)}.`;
  }
}

/** How a pack of a status left the trade. */
const left: Partial<Record<Unit["status"], string>> = {
  EXPORTED: "was exported",
  SAMPLE_AUTHORITY: "was taken as a sample by the authority",
  FREE_SAMPLE: "was given away as a free sample",
  CONSUMED: "was used up in a hospital",
  LOCKED: "was locked",
  DAMAGED: "was reported damaged",
  REPACKAGED: "was repackaged: it is no longer a pack of its own",
};

const on = (day: number) => (day === 0 ? "" : ` on ${dayText(day)}`);

export function unknown(code: string, text: string, advice = adviceAgain): Judged {
  return {
    verdict: "UNKNOWN",
    authenticity: "UNKNOWN",
    use: "STOP",
    reasons: [{ code, text }],
    message: "No answer could be had. This says nothing about the medicine.",
    advice,
    lot: null,
    product: null,
  };
}

export function notShown(what: string): Judged {
  return unknown("NotShown", `the proof does not show the ${what}`);
}

export function notRegistered(text: string): Judged {
  return {
    verdict: "NOT_REGISTERED",
    authenticity: "NOT_REGISTERED",
    use: "STOP",
    reasons: [{ code: "NotFound", text }],
    message: "What this code names is not on the ledger.",
    advice:
      "Do not use or supply it. Scan once more; if it stays so, keep the pack and ask a " +
      "pharmacist, the manufacturer or the medicines authority.",
    lot: null,
    product: null,
  };
}
