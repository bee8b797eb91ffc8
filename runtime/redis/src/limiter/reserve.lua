-- Reserves tokens of several rates at once, by the generic cell rate algorithm (ITU-T I.371).
--
-- KEYS[1]  the limit: for each rate, the time at which its bucket is full again
-- ARGV[1]  the number of tokens
-- ARGV[2]  the longest wait
-- ARGV[3]  for how long the attempts go on that the process has admitted without the server; 0 for none
-- ARGV[4…] for each rate, the time that a token takes and the burst
--
-- Times are microseconds of the server's clock. Returns the wait, the new value and the value before. A wait that is too long
-- reserves nothing.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local before = redis.call('GET', KEYS[1])
local cost, longest, backlog = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local rates = (#ARGV - 3) / 2

local full = {}
if before then
  for text in string.gmatch(before, '%S+') do full[#full + 1] = tonumber(text) end
end

-- The attempt starts when each rate has its tokens.
local start = now
for rate = 1, rates do
  local interval, burst = tonumber(ARGV[2 * rate + 2]), tonumber(ARGV[2 * rate + 3])
  full[rate] = math.max(full[rate] or now, now)
  if backlog > 0 then full[rate] = math.max(full[rate], now + backlog + burst * interval) end
  start = math.max(start, full[rate] - math.max(burst - cost, 0) * interval)
end
local wait = math.ceil(start - now)
if wait > longest then return {wait, false, false} end

-- All rates count it at the time of its start.
local last, values = start, {}
for rate = 1, rates do
  full[rate] = math.max(full[rate], start) + cost * tonumber(ARGV[2 * rate + 2])
  last = math.max(last, full[rate])
  values[rate] = string.format('%.3f', full[rate])
end
local value = table.concat(values, ' ')
redis.call('SET', KEYS[1], value, 'PX', math.ceil((last - now) / 1000) + 1)
return {wait, value, before}
