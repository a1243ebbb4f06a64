// Shows the state of the status page this script came from, as a link after the script's own element. Text only.
(function () {
  var script = document.currentScript;
  var base = script.src.replace(/embed\.js.*$/, "");
  var link = document.createElement("a");
  link.href = base;
  link.setAttribute("role", "status");
  script.parentNode.insertBefore(link, script.nextSibling);
  fetch(base + "api/v2/status.json")
    .then(function (answer) { return answer.json(); })
    .then(function (state) {
      link.textContent = state.page.name + ": " + state.status.description;
      link.setAttribute("data-indicator", state.status.indicator);
    })
    .catch(function () { link.textContent = link.hostname; });
})();
