"use strict";
const kept = { claims: [], references: [] };
const go = document.getElementById("go");
const progress = document.getElementById("progress");

async function add(role, files, list) {
  for (const file of files) {
    const answer = await fetch(`files?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const said = await answer.json();
    if (!answer.ok) { progress.textContent = said.error; continue; }
    kept[role].push(said.id);
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    item.append(image, file.name);
    list.append(item);
  }
  go.disabled = kept.claims.length === 0;
}

for (const drop of document.querySelectorAll(".drop")) {
  const list = drop.querySelector("ul");
  const role = drop.dataset.role;
  drop.querySelector("input").addEventListener("change", (event) => add(role, event.target.files, list));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    add(role, event.dataTransfer.files, list);
  });
}

function show(finding) {
  const part = document.getElementById("finding").content.cloneNode(true);
  const say = (where, text) => { part.querySelector(where).textContent = text; };
  say("h3", finding.heading);
  say(".strength", finding.strength);
  say(".shows", finding.shows);
  say(".not", finding.shows_not);
  say(".measured", finding.measured);
  const files = finding.files;
  if (files["outlined.jpg"]) {
    part.querySelector(".pictures").hidden = false;
    part.querySelector(".under").src = files["reference.jpg"];
    part.querySelector(".over").src = files["outlined.jpg"];
    part.querySelector(".overlay").href = files["overlay.jpg"];
    part.querySelector(".save").href = files["evidence.jpg"];
    const flicker = part.querySelector(".flicker");
    part.querySelector(".switch").addEventListener("change", (event) => {
      flicker.classList.toggle("under-only", event.target.checked);
    });
  }
  return part;
}

function report(found, number) {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  heading.textContent = `图片${number}：${found.file}`;
  section.append(heading);
  const rest = document.createElement("details");
  rest.className = "more";
  const summary = document.createElement("summary");
  rest.append(summary);
  let others = 0;
  found.findings.forEach((finding, place) => {
    if (place === 0 || finding.kind === "derivative") section.append(show(finding));
    else { rest.append(show(finding)); others += 1; }
  });
  if (others) { summary.textContent = `另外 ${others} 条`; section.append(rest); }
  return section;
}

go.addEventListener("click", async () => {
  go.disabled = true;
  const place = document.getElementById("reports");
  place.replaceChildren();
  for (let k = 0; k < kept.claims.length; k += 1) {
    progress.textContent = `正在看第 ${k + 1} 张，共 ${kept.claims.length} 张`;
    await one(place, k);
  }
  progress.textContent = `看完了，共 ${kept.claims.length} 张`;
  go.disabled = false;
});

const lines = [];
async function one(place, k) {
  const body = JSON.stringify({ claims: [kept.claims[k]], references: kept.references });
  const answer = await fetch("examine", { method: "POST", body });
  const said = await answer.json();
  if (!answer.ok) { progress.textContent = said.error; return; }
  said.reports.forEach((found) => place.append(report(found, k + 1)));
  if (k === 0) lines.length = 0;
  lines.push(...said.lines);
  document.getElementById("text").value = [...lines, said.closing].join("\n");
  document.getElementById("challenge").value = said.challenge;
  document.getElementById("handout").hidden = false;
}

for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.from).value);
    button.textContent = "已复制";
  });
}
