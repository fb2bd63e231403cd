// The total follows the chosen ways of delivery at once. Without this the page counts again by itself.
(() => {
  const form = document.getElementById("order");
  const rupiah = (n) => "Rp" + String(n).replace(/\B(?=(\d{3})+$)/g, ".");
  const count = () => {
    let delivery = 0;
    for (const shop of form.querySelectorAll(".shop-group")) {
      const chosen = shop.querySelector("[data-fee]:checked"), fee = chosen ? +chosen.dataset.fee : 0;
      delivery += fee;
      shop.querySelector("[data-shop-total]").textContent = rupiah(+shop.dataset.goods + fee);
    }
    const total = +form.dataset.goods + delivery;
    form.elements.quoted_total.value = total;
    form.querySelector("[data-delivery]").textContent = rupiah(delivery);
    for (const place of document.querySelectorAll("[data-total]")) place.textContent = rupiah(total);
  };
  form.addEventListener("change", count);
  addEventListener("pageshow", count); // the back button brings old choices
})();
