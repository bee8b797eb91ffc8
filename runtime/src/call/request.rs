//! The macro that declares the request type of an operation.
//!
//! Takes the types of the response and the error, and how they are decoded; returns the type with
//! the methods of every request. Generated code calls it as `codegen::request!`.

/// Declares a request: `pub struct ListOrders -> Orders, Problem;`, then the decoders.
///
/// The types are those of the response, of the error (by default an operation has none) and of the
/// response's headers. The request has the methods `with` and `send_full`, and `.await` sends it.
/// Parameters that may be set are methods in a separate `impl`.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    (
        $(#[$attribute:meta])*
        pub struct $request:ident -> $response:ty $(, $error:ty $(, $headers:ty)?)?;
        ok: $ok:expr,
        err: $err:expr,
    ) => {
        $(#[$attribute])*
        #[must_use = "a request is sent by `.await`"]
        #[derive(Clone, Debug)]
        pub struct $request {
            call: $crate::codegen::Call,
        }

        impl $request {
            const DECODE: $crate::codegen::Decode<$response $(, $error)?> =
                $crate::codegen::Decode { ok: $ok, err: $err };

            /// Overrides the client's settings for this call: timeouts, attempts, idempotency key,
            /// extra headers.
            #[inline]
            pub fn with(mut self, options: $crate::codegen::CallOptions) -> Self {
                self.call.options(options);
                self
            }

            /// Sends the request and returns the value with the response's status and headers.
            #[inline]
            pub fn send_full(
                self,
            ) -> $crate::codegen::FullPending<$response $(, $error $(, $headers)?)?> {
                self.call.send_full(Self::DECODE)
            }
        }

        impl ::std::future::IntoFuture for $request {
            type Output =
                ::std::result::Result<$response, $crate::codegen::OpError$(<$error>)?>;
            type IntoFuture = $crate::codegen::Pending<$response $(, $error)?>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.call.send(Self::DECODE)
            }
        }
    };
}
