// The people of one test: they arrive one after another, and afterEach sends all of them home.
import { Person } from './person.mjs';

export class Guests {
  present = [];

  async arrive(name, kind = 'chromium', options) {
    const person = await Person.arrive(name, this.present.length, kind, options);
    this.present.push(person);
    return person;
  }

  async leave() {
    const leaving = this.present;
    this.present = [];
    await Promise.all(leaving.map(({ browser }) => browser.close()));
  }
}

export const text = (person, selector) => person.page.$eval(selector, (element) => element.textContent);
