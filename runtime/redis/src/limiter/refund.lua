-- Takes a reservation back, unless there was another one after it: its start depends on this one.
--
-- KEYS[1]  the limit
-- ARGV[1]  the value after the reservation
-- ARGV[2]  the value before; empty for none
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
