//! The runtime against real sockets: a raw server on loopback plays a script, and a client of the shape that renkei
//! generates calls it.

#![allow(unreachable_pub)]

mod faults;
mod orders;
mod paging;
mod policy;
mod server;
mod shape;
mod waits;
