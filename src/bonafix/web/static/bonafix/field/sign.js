/* A field to sign in with the finger; what was drawn comes out as a PNG. */

export function pad(canvas) {
  const ink = canvas.getContext("2d");
  let strokes = 0;
  let last = null;

  function size() {
    const scale = Math.min(devicePixelRatio || 1, 2);
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    ink.scale(scale, scale);
    // Black on white, whatever the theme: it is printed and looked at by others.
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    ink.strokeStyle = "#111";
    ink.lineWidth = 2.5;
    ink.lineCap = ink.lineJoin = "round";
  }

  const at = (event) => [event.offsetX, event.offsetY];

  canvas.addEventListener("pointerdown", (event) => {
    if (!strokes) size();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    ink.beginPath();
    ink.moveTo(...last);
    last = at(event);
    ink.lineTo(...last);
    ink.stroke();
    strokes += 1;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { last = null; });

  return {
    clear() { strokes = 0; size(); },
    // A tap is no signature.
    signed: () => strokes > 3,
    png: () => new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); }),
  };
}
