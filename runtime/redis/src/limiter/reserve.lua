-- Reserves tokens of several rates at once, by the generic cell rate algorithm (ITU-T I.371).
--
-- KEYS[1]  the limit
-- ARGV[1]  the number of tokens
-- ARGV[2]  the longest wait
-- ARGV[3]  the wait that the process's own share demands
-- ARGV[4]  which creation of the limit the process knows; 0 for none
-- ARGV[5]  the number of processes
-- ARGV[6…] for each rate: the time that a token takes, the burst, and the debts that the process has made without the server:
--          those that this creation of the limit does not know, and those that another one does not know
--
-- The value has the time when it was written, the time when it was created, which identifies the creation, and how many
-- processes have told it their debts because they had known another creation. Then, for each rate: the time that a token
-- takes, the burst, the debt (the time until the bucket is full) and for how long no process with this rate has reserved.
-- Times are microseconds of the server's clock.
--
-- Returns the wait, the new value, the value before, the creation and the debts of the process's rates. A wait that is too long
-- reserves nothing; there is no new value then.
local FOREIGN = 60000000 -- for how long a rate counts the attempts of processes without it
local CLOCK_JITTER = 1000000
local RECOVERY = 2000000 -- for how long the other processes may be without the server

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local before = redis.call('GET', KEYS[1])
local cost, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local max, format = math.max, string.format

local written, created, told, stored
if before then written, created, told, stored = string.match(before, '^(%d+) (%d+) (%d+)(.*)$') end
written, created, told = tonumber(written) or now, created or format('%.0f', now), tonumber(told) or 0
-- A clock that is a little behind stands still. If it was set back, or is that of another server, the debts stay as they are.
if written > now and written - now < CLOCK_JITTER then now = written end
local elapsed = max(now - written, 0)
-- Each process brings its part of the refill with its debts: those that are still without the server use theirs.
if told > 0 and math.abs(now - created) < RECOVERY then elapsed = elapsed * math.min(told / ARGV[5], 1) end

local debts, foreign = {}, {}
if stored then
  for rate, debt, unused in string.gmatch(stored, ' ([%d.]+ [%d.]+) ([%d.]+) (%d+)') do
    debts[rate] = max(debt - elapsed, 0)
    foreign[rate] = unused
  end
end

-- The attempt starts when each rate has its tokens, and not before the own share of its process allows it: attempts that start later
-- than they are counted would come together with those after them.
local added = created == ARGV[4] and 2 or 3
local wait, is_told, own = tonumber(ARGV[3]), false, {}
for at = 6, #ARGV, 4 do
  local interval, burst = ARGV[at], ARGV[at + 1]
  local rate, debt = interval .. ' ' .. burst, tonumber(ARGV[at + added])
  is_told = is_told or debt > 0
  debt = (debts[rate] or 0) + debt
  wait = max(wait, debt - max(burst - cost, 0) * interval)
  own[#own + 1], debts[rate], foreign[rate] = rate, debt, nil
end
local is_admitted = math.ceil(wait) <= longest
if is_told and added == 3 then told = told + 1 end

-- All rates of the process count the attempt at the time of its start.
local value, last, left = format('%.0f %s %d', now, created, told), 0, {}
for index, rate in ipairs(own) do
  local debt = debts[rate]
  if is_admitted then debt = max(debt, wait) + cost * ARGV[4 * index + 2] end
  value = value .. ' ' .. rate .. format(' %.3f 0', debt)
  last, left[index] = max(last, debt), math.ceil(debt)
end

-- Those of other processes count it at once, if they still have tokens: these processes do not wait for each other.
for rate, unused in pairs(foreign) do
  local debt = debts[rate]
  unused = unused + elapsed
  if is_admitted and unused < FOREIGN then
    local interval, burst = string.match(rate, '(%S+) (%S+)')
    debt = max(debt, math.min(debt + cost * interval, burst * interval))
  end
  if debt > 0 then value = value .. ' ' .. rate .. format(' %.3f %.0f', debt, unused) end
  last = max(last, debt)
end

if is_admitted or is_told then
  redis.call('SET', KEYS[1], value, 'PX', math.ceil(last / 1000) + 1)
end
return { math.ceil(wait), is_admitted and value, before, tonumber(created), left }
