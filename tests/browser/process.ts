// The real program, started as users start it, with the demo trade in a new home.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { binary } from "./places.ts";

/** Why tests of the whole program are left out, or false. */
export const missing =
  binary === undefined && "no pedigree binary: run make build, or set PEDIGREE_BIN";

const patienceMillis = 180_000;

export class Pedigree {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Starts it and waits until everything answers. */
  static async start(): Promise<Pedigree> {
    const folder = mkdtempSync(join(tmpdir(), "pedigree-pages-"));
    const child = spawn(binary ?? "", ["dev", "--listen", "127.0.0.1:0", "--home", folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (bytes: Buffer) => (complaint = (complaint + bytes).slice(-4000)));
    const ready = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready: ${complaint}`)), patienceMillis);
      child.once("exit", (code) => reject(new Error(`ended with ${code}: ${complaint}`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!line.startsWith('{"ready":true')) return;
        clearTimeout(timer);
        resolve((JSON.parse(line) as { url: string }).url);
      });
    });
    return new Pedigree(
      child,
      folder,
      await ready.catch((error: unknown) => {
        child.kill("SIGKILL");
        throw error;
      }),
    );
  }

  /** A pack of the demo trade, by the state that the greeting shows. */
  pack(state: string): string {
    const packs = JSON.parse(readFileSync(join(this.folder, "demo.json"), "utf8")) as {
      state: string;
      code: string;
    }[];
    const found = packs.find((p) => p.state === state);
    if (!found) throw new Error(`the demo has no pack that is ${state}`);
    return found.code;
  }

  /** Sends an order by the command line and waits until it is committed. */
  async order(party: string, command: string, body: object): Promise<void> {
    const key = join(this.folder, "keys", `${party}.pem`);
    const words = ["tx", command, "--as", key, "--json", JSON.stringify(body), "--url", this.url];
    await promisify(execFile)(binary ?? "", words);
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
