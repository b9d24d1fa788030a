// A native list to pick one of, which tells what was picked.
import { h } from "vue";

export default {
  props: { options: { type: Array, default: () => [] }, initial: { type: String, default: "" } },
  emits: ["picked"],
  render() {
    const options = this.options.map(([value, text]) => h("option", { value, selected: value === this.initial }, text));
    return h("select", { onChange: (event) => this.$emit("picked", event.target.value) }, options);
  },
};
