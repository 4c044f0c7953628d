/** Begins the page: reads its contents, and connects the player with what is seen, heard and pressed. */

import { Announcer } from "./announcer.js";
import { readContents } from "./contents.js";
import { element, input } from "./elements.js";
import { openEmbedded } from "./embedded.js";
import { listenToTouch } from "./gestures.js";
import { keepPractice } from "./keeping.js";
import { listenToKeys } from "./keys.js";
import { showOnLockScreen } from "./media_session.js";
import { Memory } from "./memory.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { Screen } from "./screen.js";
import { listSteps, sheet } from "./sheets.js";
import { controlVolume } from "./volume.js";
import { keepScreenOn } from "./wake_lock.js";

function begin() {
  const contents = readContents(element("contents").textContent ?? "");
  const { texts, direction, audio } = contents;
  const session = /** @type {HTMLAudioElement} */ (element("session"));
  const words = /** @type {HTMLAudioElement} */ (element("words"));
  const player = new Player(contents, session, words);
  const memory = new Memory(contents.key, contents.name);
  const screen = new Screen(player, texts);
  const announcer = new Announcer(player, texts);

  new Picture(player, texts);
  listSteps(player);
  keepPractice(player, memory, texts);
  keepScreenOn(player);
  showOnLockScreen(player, texts);
  const more = sheet("more-dialog", "more");
  const turnUp = controlVolume(player, memory, texts, (text) => announcer.say(text));

  const toggleCaptions = () => (memory.hasCaptions = screen.toggleCaptions());
  element("captions").addEventListener("click", toggleCaptions);
  if (memory.hasCaptions) screen.toggleCaptions();

  const letters = input("letters");
  letters.checked = memory.hasKeys;
  letters.addEventListener("change", () => (memory.hasKeys = letters.checked));

  element("previous").addEventListener("click", () => player.previous());
  element("repeat").addEventListener("click", () => player.jump(0));
  element("next-stretch").addEventListener("click", () => player.jump(1));
  listenToTouch(player, direction);
  listenToKeys(player, direction, { turnUp, toggleCaptions, showKeys: more.open, hasLetters: () => letters.checked });

  if (audio.session === null) {
    const open = { words, session };
    openEmbedded(
      (track, address) => {
        open[/** @type {"words" | "session"} */ (track)].src = address;
        if (track === "session") player.begin();
      },
      () => player.fail(),
    );
  } else {
    session.src = audio.session;
    if (audio.words !== null) words.src = audio.words;
    player.begin();
  }
  screen.draw();
}

begin();
