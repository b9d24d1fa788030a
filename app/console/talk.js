// The clinician's microphone, for as long as "Hold to talk" is held: sent in pieces of 20 ms to be heard in the patient's headphones.
(() => {
  let line = null; // { stream, context, socket } or {} while the browser asks

  const say = (what) => {
    const place = document.querySelector('[data-testid="talk-voice"]');
    if (place) place.textContent = what ? place.dataset[what] : "";
  };

  const end = () => {
    const ended = line;
    line = null;
    ended?.stream?.getTracks().forEach((track) => track.stop());
    ended?.context?.close();
    ended?.socket?.close();
    say("");
  };

  const begin = async (worklet) => {
    const mine = (line = {});
    try {
      mine.stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
      mine.context = new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
      await mine.context.audioWorklet.addModule(worklet);
      mine.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/talk`);
      mine.socket.binaryType = "arraybuffer";
      const pieces = new AudioWorkletNode(mine.context, "pieces", { numberOfOutputs: 0 });
      pieces.port.onmessage = ({ data }) => {
        // what a slow line holds up is left out: a voice that comes late is of no use
        if (mine.socket.readyState === WebSocket.OPEN && mine.socket.bufferedAmount < 9600) mine.socket.send(data);
      };
      mine.context.createMediaStreamSource(mine.stream).connect(pieces);
      mine.socket.onopen = () => line === mine && say("on");
      mine.socket.onclose = () => line === mine && say("refused");
    } catch {
      if (line === mine) say("refused");
    }
    if (line !== mine) {
      // it was let go of while the browser asked
      mine.stream?.getTracks().forEach((track) => track.stop());
      mine.context?.close();
      mine.socket?.close();
    }
  };

  // they do not bubble, and come again each second
  document.addEventListener(
    "talkon",
    ({ target }) => {
      if (!line && target.dataset?.voice) begin(target.dataset.voice);
    },
    true,
  );
  document.addEventListener("talkoff", end, true);
  window.addEventListener("pagehide", end);
})();
