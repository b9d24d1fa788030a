// Cuts what the microphone hears into pieces of 20 ms, as whole numbers of 16 bits.
class Pieces extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Int16Array(960);
    this.at = 0;
  }

  process([[heard]]) {
    for (const sample of heard ?? []) {
      this.piece[this.at++] = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
      if (this.at === this.piece.length) {
        this.port.postMessage(this.piece.buffer.slice(0));
        this.at = 0;
      }
    }
    return true;
  }
}

registerProcessor("pieces", Pieces);
