/* The camera on the page itself, where only that is taken: a photo at the camera's full size, or
   ten seconds without sound. Fires `camera:taken` with the bytes and the shot they are for. */
"use strict";

(() => {
  const seconds = 10;

  const wordsOf = (card) => card.closest("#shots").querySelector(".camera-words").dataset;

  function close(stage) {
    for (const track of stage.stream?.getTracks() ?? []) track.stop();
    stage.box.remove();
  }

  async function photo(video) {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  }

  function clip(stream) {
    const recorder = new MediaRecorder(stream);
    const pieces = [];
    return new Promise((done) => {
      recorder.ondataavailable = (event) => pieces.push(event.data);
      recorder.onstop = () => done(new Blob(pieces, { type: recorder.mimeType.split(";")[0] }));
      recorder.start();
      setTimeout(() => recorder.stop(), seconds * 1000);
    });
  }

  async function open(card, kind) {
    const words = wordsOf(card);
    const box = document.createElement("div");
    const stage = { box, stream: null };
    card.querySelector(".takers").after(box);
    try {
      stage.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 3840 }, height: { ideal: 2160 } },
      });
    } catch {
      box.textContent = words.wordDenied;
      box.className = "problem";
      return;
    }
    const video = document.createElement("video");
    video.playsInline = true;
    video.muted = true;
    video.srcObject = stage.stream;
    const take = document.createElement("button");
    const stop = document.createElement("button");
    Object.assign(take, { type: "button", className: "button primary", textContent: words.wordTake });
    Object.assign(stop, { type: "button", className: "button quiet", textContent: words.wordStop });
    box.append(video, take, " ", stop);
    await video.play();
    stop.addEventListener("click", () => close(stage));
    take.addEventListener("click", async () => {
      take.disabled = true;
      const bytes = kind === "clip" ? await clip(stage.stream) : await photo(video);
      close(stage);
      // The card may have been drawn anew in the meantime: its name is what counts.
      const detail = { shot: card.dataset.shot, bytes };
      document.dispatchEvent(new CustomEvent("camera:taken", { detail }));
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-camera]");
    if (button && !button.closest(".shot").querySelector("video")) {
      open(button.closest(".shot"), button.dataset.camera);
    }
  });
})();
