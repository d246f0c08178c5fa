// On paper the message stands as text, as it was typed: a field would be cut off at its edge or at the page's end.

const field = document.querySelector("[data-letter-form] textarea[name=message]");

if (field) {
  const text = document.createElement("div");
  text.className = "letter__set letter__printed";

  addEventListener("beforeprint", () => {
    text.textContent = field.value;
    field.after(text);
  });
  addEventListener("afterprint", () => text.remove());
}
