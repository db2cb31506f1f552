// The square window of the camera, with its frame, lamp and lens.

import { button, fill, h, icon } from "../dom.ts";
import { Camera, CameraFault } from "./camera.ts";
import type { Code } from "./code.ts";
import type { Reader } from "./reader.ts";

const lens = "M4 7h3l2-3h6l2 3h3v13H4ZM12 9.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z";

export class View {
  readonly element = h("div", { class: "view" });
  #video = h("video", { playsinline: true, muted: true, "aria-label": "Camera picture" });
  #camera: Camera;
  #shown: string | undefined; // address of the photo on display

  constructor(
    reader: Reader,
    private readonly found: (codes: Code[]) => void,
  ) {
    this.#video.muted = true; // the attribute alone does not count for elements made by scripts
    this.#camera = new Camera(this.#video, reader);
    this.close();
  }

  /** Opens the camera and looks until codes are found. */
  async open(): Promise<void> {
    this.#forget();
    fill(
      this.element,
      this.#video,
      h("div", { class: "guide" }),
      h("p", { class: "hint" }, "Opening the camera…"),
    );
    this.element.dataset.state = "live";
    try {
      await this.#camera.open();
      this.#controls();
      const codes = await this.#camera.watch();
      if (codes.length === 0) return; // closed meanwhile
      this.close();
      this.found(codes);
    } catch (error) {
      this.#camera.close();
      this.#idle(
        error instanceof CameraFault
          ? error.message
          : "The code reader could not be started. Type the code, or try again.",
      );
    }
  }

  close(): void {
    this.#camera.close();
    this.#forget();
    this.#idle();
  }

  /** Shows the photo that is being read. */
  show(photo: Blob): void {
    this.close();
    this.#shown = URL.createObjectURL(photo);
    this.element.dataset.state = "photo";
    fill(this.element, h("img", { src: this.#shown, alt: "The photo that is read" }));
  }

  get isLive(): boolean {
    return this.element.dataset.state === "live";
  }

  #idle(fault?: string): void {
    this.element.dataset.state = "idle";
    fill(
      this.element,
      button([icon(lens), "Use the camera"], () => void this.open(), { class: "first" }),
      h(
        "p",
        { class: "hint", role: fault ? "alert" : null },
        fault ?? "Point it at the square code on the pack.",
      ),
    );
  }

  #controls(): void {
    const bar = h("div", { class: "bar" });
    if (this.#camera.hasTorch) bar.append(this.#lamp());
    const range = this.#camera.zoomRange;
    if (range) {
      const slider = h("input", {
        type: "range",
        min: range.min,
        max: Math.min(range.max, 5),
        step: range.step || 0.1,
        value: range.min,
        "aria-label": "Zoom",
      });
      slider.addEventListener("input", () => void this.#camera.zoom(slider.valueAsNumber));
      bar.append(slider);
    }
    bar.append(button("Stop", () => this.close()));
    fill(
      this.element,
      this.#video,
      h("div", { class: "guide" }),
      bar,
      h("p", { class: "hint" }, "Fill the frame and hold still."),
    );
  }

  #lamp(): HTMLElement {
    const lamp = button(
      "Light",
      () => {
        const on = lamp.getAttribute("aria-pressed") !== "true";
        lamp.setAttribute("aria-pressed", String(on));
        void this.#camera.torch(on);
      },
      { "aria-pressed": "false" },
    );
    return lamp;
  }

  #forget(): void {
    if (this.#shown) URL.revokeObjectURL(this.#shown);
    this.#shown = undefined;
  }
}
