// A seminar over the real pages: one is seen and heard, the others listen and send nothing, until the floor is given.
import assert from 'node:assert/strict';
import { Classroom, deed, hides, layout, notice, openPanel, shows } from './support/classroom.mjs';
import { until } from './support/wait.mjs';

const classroom = new Classroom();
const step = classroom.step.bind(classroom);
let [lecturer, lia, lou] = [];

const seats = (person) => person.page.$$eval('.seat', (all) => all.map(({ dataset }) => dataset.seat));
const sends = (person) =>
  person.page.evaluate(async () => {
    const { publisher } = window.seodang.room.links;
    return publisher !== null;
  });
/** Devices of this person that are open now. */
const open = (person) =>
  person.page.evaluate(() => {
    const { camera, microphone } = window.seodang.room.links.sources;
    return [camera.value !== null, microphone.value !== null];
  });

step('everyone sees and hears the lecturer alone', async () => {
  [lecturer, lia, lou] = await classroom.open(['Lecturer', 'Lia', 'Lou'], { kind: 'seminar', browsers: { Lou: 'firefox' } });
  for (const listener of [lia, lou]) {
    await listener.sees([lecturer]);
    await listener.hears([lecturer], classroom.people);
    assert.equal((await layout(listener)).mode, 'seminar');
  }
  await lecturer.hears([], classroom.people);
});

step('the audience stands at the lower left, name and image, on everyone’s screen', async () => {
  await until('the lecturer sees both', async () => (await seats(lecturer)).join() === 'Lia,Lou');
  await until('a listener sees the other', async () => (await seats(lia)).join() === 'Lou');
  const [audience, stage, avatars] = await lecturer.page.evaluate(() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    return [box('.seat'), box('.stage'), document.querySelectorAll('.seat .avatar').length].map((each) =>
      typeof each === 'number' ? each : { left: each.left, top: each.top, width: each.width, height: each.height },
    );
  });
  assert.equal(avatars, 2);
  assert.ok(audience.left < stage.left + stage.width / 4 && audience.top > stage.top + stage.height / 2);
});

step('the lecturer sees themself large; listeners send nothing and have no device open', async () => {
  await shows(lecturer, '.own-tile video');
  for (const listener of [lia, lou]) {
    assert.equal(await sends(listener), false);
    assert.deepEqual(await open(listener), [false, false]);
    assert.equal(await listener.page.$('[data-toggle]'), null);
  }
});

step('given the floor, a listener is asked first; what they send before is nothing', async () => {
  await deed(lecturer, 'Lia', 'giveFloor');
  await shows(lia, '[data-prompt=floor]');
  assert.deepEqual(await open(lia), [false, false]);
});

step('accepted: seen and heard by all, without a new negotiation of anyone’s receiver', async () => {
  const before = (await lou.negotiations()).subscribe;
  await lia.click('[data-action=floor-accept]');
  await lou.sees([lecturer, lia]);
  await lou.hears([lecturer, lia], classroom.people);
  await lecturer.sees([lia]);
  await lecturer.hears([lia], classroom.people);
  assert.equal((await lou.negotiations()).subscribe, before);
  assert.deepEqual(await seats(lecturer), ['Lou']);
});

step('taken back: neither seen nor heard, the devices are released, and it is told', async () => {
  await deed(lecturer, 'Lia', 'takeFloor');
  await notice(lia, 'floor.taken');
  await lou.sees([lecturer]);
  await lou.hears([lecturer], classroom.people);
  assert.deepEqual(await open(lia), [false, false]);
  await until('nothing is sent', async () => !(await sends(lia)));
  await until('both listen again', async () => (await seats(lecturer)).sort().join() === 'Lia,Lou');
});

step('raised hands stand first in the audience, in their order', async () => {
  await lou.page.keyboard.press('h');
  await until('the hand is up', async () => (await seats(lecturer)).join() === 'Lou,Lia');
  await lia.page.keyboard.press('h');
  await until('both are up', () => lecturer.page.$('.seat[data-seat=Lia][data-hand="2"]'));
  assert.deepEqual(await seats(lecturer), ['Lou', 'Lia']);
});

step('a seat leads to what can be done with that person', async () => {
  await lecturer.page.keyboard.press('Escape');
  await lecturer.click('[data-seat=Lou] button');
  await lecturer.click('.person-dialog [data-deed=giveFloor]');
  await hides(lecturer, '.person-dialog');
  await shows(lou, '[data-prompt=floor]');
  await lou.click('[data-action=floor-decline]');
  await until('who declines sits in the audience again', async () => (await seats(lecturer)).includes('Lou'));
});

step('the floor is taken back, and given back', async () => {
  for (const end of [() => deed(lecturer, 'Lou', 'takeFloor'), () => lou.click('[data-action=floor-leave]')]) {
    await openPanel(lecturer, 'people');
    await deed(lecturer, 'Lou', 'giveFloor');
    await lou.click('[data-action=floor-voice]');
    await until('Lou has the floor', () => lecturer.page.$('.person[data-person=Lou][data-role=speaker]'));
    await lou.page.waitForSelector('[data-action=floor-leave]');
    await end();
    await until('and has it no more', async () => (await seats(lecturer)).includes('Lou'));
  }
});
