### What only the forms about problems, promises and measures say.

form-changed-meanwhile = Nothing is saved: { $who } changed this on { $when }, while you were writing. Your text is still here. Each field that differs says what holds now; save again to replace it with yours.
form-now-says = It says now: “{ $text }”
form-now-empty = It says nothing here now.
form-choose-one = Choose one of the alternatives.
form-bad-date = Write a day that exists, for example 2026-01-31.
form-backwards = The period ends before it begins. Change one of the days.
form-bad-count = Write a whole number, at least 1.
form-bad-done = Write a whole number, 0 or more.
form-no-unit = Write what is counted, for example rounds.
form-bad-number = Write a number, for example 2.5.
form-bad-year = Write a year with four digits.
form-no-wave = Write the name of the wave that will tell.
