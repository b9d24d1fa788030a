// A native text field that keeps what is typed: the page's updates never write over it, only `fill` does.
import { h } from "vue";

export default {
  props: { tag: { type: String, default: "input" }, initial: { type: String, default: "" } },
  emits: ["typed"],
  render() {
    return h(this.tag, { onInput: (event) => this.$emit("typed", event.target.value) });
  },
  mounted() {
    this.$el.value = this.initial;
  },
  methods: {
    fill(value) {
      this.$el.value = value;
    },
  },
};
