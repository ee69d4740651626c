// Correcting while listening: the recording is played, paused and set back without leaving the text.

const audio = document.querySelector("audio");

const DOES = {
  " ": () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()), // that it cannot be loaded, it shows itself
  b: () => { audio.currentTime = Math.max(audio.currentTime - 5, 0); },
};

if (audio) {
  document.querySelector("[data-back]").addEventListener("click", DOES.b);
  document.querySelector("textarea").addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(DOES, event.key)) return;
    event.preventDefault();
    DOES[event.key]();
  });
}
