{% load static %}// Keeps one page, the one that says the network is gone. Amounts are never kept on a device.
"use strict";
const KEPT = "offline-{{ release }}";
const PAGE = "{% url 'ui-offline' %}";
const PARTS = [PAGE, "{% static 'css/base.css' %}", "{% static 'css/parts.css' %}", "{% static 'css/charts.css' %}", "{% static 'img/mark.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== KEPT).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPart = PARTS.includes(new URL(request.url).pathname);
  // Only what asks the network anew: going back to a form that was sent is the browser's to answer.
  const isVisit = request.mode === "navigate" && request.method === "GET" && request.cache !== "only-if-cached";
  if (isVisit || isPart) {
    event.respondWith(fetch(request).catch(() => caches.match(isPart ? request : PAGE)));
  }
});
