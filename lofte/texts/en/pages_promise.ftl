### What only the forms about problems, promises and measures say.

form-choose-one = Choose one of the alternatives.
form-bad-date = Write a day that exists, for example 2026-01-31.
form-backwards = The period ends before it begins. Change one of the days.
form-bad-count = Write a whole number, at least 1.
form-bad-done = Write a whole number, 0 or more.
form-no-unit = Write what is counted, for example rounds.
form-bad-number = Write a number, for example 2.5.
form-bad-year = Write a year with four digits.
form-no-wave = Write the name of the wave that will tell.
form-promise-changed = The promise has changed since you read it. Go back, read it through and then sign.
