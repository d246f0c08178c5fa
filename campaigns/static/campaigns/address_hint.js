// A slip in the e-mail address is asked about once the field is left; one press mends it. Asks nobody: the well-known
// domains stand in the page. The rule is that of campaigns/slips.py.

const hint = document.querySelector("[data-address-hint]");
const field = hint?.closest("form").elements.email;
const domains = hint?.dataset.addressHint.split(" ");
const SHORTEST = 5;

const shared = (one, other) => {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length += 1;
  return length;
};
const backwards = (text) => [...text].reverse().join("");

const isOneSlip = (typed, meant) => {
  const start = shared(typed, meant);
  const [rest, wanted] = [typed.slice(start), meant.slice(start)];
  const end = shared(backwards(rest), backwards(wanted));
  const [wrong, right] = [rest.slice(0, rest.length - end), wanted.slice(0, wanted.length - end)];
  return Math.max(wrong.length, right.length) === 1 || (wrong.length === 2 && wrong === backwards(right));
};

const meantAddress = (address) => {
  const at = address.lastIndexOf("@");
  const typed = address.slice(at + 1).toLowerCase();
  if (at < 1 || domains.includes(typed)) return "";
  const meant = domains.find((one) => one.indexOf(".") >= SHORTEST && isOneSlip(typed, one));
  return meant ? address.slice(0, at + 1) + meant : "";
};

const ask = () => {
  const meant = meantAddress(field.value.trim());
  if (!meant) return hint.replaceChildren();
  if (hint.dataset.asked === meant && hint.firstChild) return;
  hint.dataset.asked = meant;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = hint.dataset.take;
  button.addEventListener("click", () => {
    field.value = meant;
    hint.replaceChildren();
    field.focus();
  });
  hint.replaceChildren(hint.dataset.question.replace("{address}", meant), " ", button);
};

if (hint) {
  field.addEventListener("blur", ask);
  if (field.value) ask();
}
