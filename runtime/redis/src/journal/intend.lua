-- Records a write that is about to be sent.
--
-- KEYS[1]  the journal: the fingerprint and the intent of each write
-- ARGV[1]  the id of the write
-- ARGV[2]  its fingerprint
-- ARGV[3]  its intent
--
-- Returns 0 if an unsettled write has the same id and another fingerprint.
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and string.sub(before, 1, #ARGV[2]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ARGV[3])
return 1
