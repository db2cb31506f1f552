// The camera: frames of the centre square, as many as the reader can take.

import { Agreement } from "./agreement.ts";
import type { Code } from "./code.ts";
import type { Reader } from "./reader.ts";

// Not in TypeScript's library yet (W3C Image Capture).
type Capabilities = MediaTrackCapabilities & {
  torch?: boolean;
  focusMode?: string[];
  zoom?: { min: number; max: number; step: number };
};
type Constraint = MediaTrackConstraintSet & { torch?: boolean; zoom?: number; focusMode?: string };

/** Why the camera cannot be used, in words for people. */
export class CameraFault extends Error {}

export class Camera {
  #stream: MediaStream | undefined;
  #running = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly reader: Reader,
  ) {}

  /** Opens the rear camera. It asks for 1920x1080, since a module of a symbol must
   * cover about three points of the picture to be read. */
  async open(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new CameraFault(
        window.isSecureContext
          ? "This browser offers no camera."
          : "Browsers open the camera only over HTTPS. Use a photo or type the code.",
      );
    }
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: { ideal: "environment" },
          width: { ideal: 1920 },
          height: { ideal: 1080 },
        },
      });
    } catch (error) {
      throw new CameraFault(explain(error));
    }
    this.video.srcObject = this.#stream;
    await this.video.play();
    const { focusMode } = this.#capabilities();
    if (focusMode?.includes("continuous")) await this.#apply({ focusMode: "continuous" });
  }

  /** Looks until two frames agree or the camera is closed, then gives the codes. */
  async watch(): Promise<Code[]> {
    const agreement = new Agreement();
    this.#running = true;
    while (this.#running) {
      const picture = await this.#square();
      if (!picture) continue;
      const { codes } = await this.reader.frame(picture); // frames meanwhile are dropped
      const agreed = agreement.offer(codes);
      if (agreed && this.#running) return agreed;
    }
    return [];
  }

  close(): void {
    this.#running = false;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    this.video.srcObject = null;
  }

  get hasTorch(): boolean {
    return this.#capabilities().torch === true;
  }

  torch(on: boolean): Promise<void> {
    return this.#apply({ torch: on });
  }

  get zoomRange(): { min: number; max: number; step: number } | undefined {
    const { zoom } = this.#capabilities();
    return zoom && zoom.max > zoom.min ? zoom : undefined;
  }

  zoom(factor: number): Promise<void> {
    return this.#apply({ zoom: factor });
  }

  /** The centre square of the next frame: what the view shows, at full resolution. */
  async #square(): Promise<ImageBitmap | undefined> {
    await nextFrame(this.video);
    const { videoWidth: width, videoHeight: height } = this.video;
    const side = Math.min(width, height);
    if (!this.#running || side === 0) return undefined;
    return createImageBitmap(this.video, (width - side) >> 1, (height - side) >> 1, side, side);
  }

  #capabilities(): Capabilities {
    return this.#stream?.getVideoTracks()[0]?.getCapabilities?.() ?? {};
  }

  /** A light or lens that does not obey is no reason to stop reading. */
  async #apply(constraint: Constraint): Promise<void> {
    await this.#stream
      ?.getVideoTracks()[0]
      ?.applyConstraints({ advanced: [constraint] })
      .catch(() => undefined);
  }
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => resolve());
    else requestAnimationFrame(() => resolve());
  });
}

function explain(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
      return "The camera was not allowed. Allow it in the browser's settings, or use a photo.";
    case "NotFoundError":
      return "No camera was found. Use a photo or type the code.";
    case "NotReadableError":
      return "Another program is using the camera.";
    default:
      return "The camera could not be opened.";
  }
}
