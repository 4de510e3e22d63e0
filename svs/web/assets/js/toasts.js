// A toast goes by itself after a while; one that somebody reads or points at stays.
const closing = (toast) => setTimeout(() => toast.matches(":hover, :focus-within") ? closing(toast) : toast.remove(), 8000);

document.querySelectorAll("#toasts .toast:not(.is-bad)").forEach(closing);
document.getElementById("toasts")?.addEventListener("click", (event) => {
  event.target.closest(".toast-close")?.closest(".toast").remove();
});
