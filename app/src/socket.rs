//! The live websocket in the browser; nothing on the server.

#[cfg(not(feature = "hydrate"))]
mod side {
    /// A socket that never opens.
    #[derive(Debug)]
    pub struct Socket;

    impl Socket {
        /// Opens nothing.
        pub fn open(
            _: &str,
            _: impl Fn() + 'static,
            _: impl Fn(String) + 'static,
            _: impl Fn(u16) + 'static,
        ) -> Option<Self> {
            None
        }
    }
}

#[cfg(feature = "hydrate")]
mod side {
    use send_wrapper::SendWrapper;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

    /// An open or opening socket; closed when dropped. It may be kept where the server keeps
    /// nothing: what is local to a thread cannot be dropped there on another one.
    pub struct Socket(#[expect(dead_code, reason = "kept to be dropped")] SendWrapper<Connection>);

    struct Connection {
        socket: WebSocket,
        _on_open: Closure<dyn FnMut(Event)>,
        _on_message: Closure<dyn FnMut(MessageEvent)>,
        _on_close: Closure<dyn FnMut(CloseEvent)>,
    }

    impl Socket {
        /// Opens a socket. `address` is a path; the scheme follows the page's own.
        pub fn open(
            address: &str,
            opened: impl Fn() + 'static,
            message: impl Fn(String) + 'static,
            closed: impl Fn(u16) + 'static,
        ) -> Option<Self> {
            let location = web_sys::window()?.location();
            let scheme = if location.protocol().ok()? == "https:" {
                "wss"
            } else {
                "ws"
            };
            let url = format!("{scheme}://{}{address}", location.host().ok()?);
            let socket = WebSocket::new(&url).ok()?;
            let on_open = Closure::<dyn FnMut(Event)>::new(move |_| opened());
            let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    message(text);
                }
            });
            let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
                closed(event.code());
            });
            socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
            socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
            Some(Self(SendWrapper::new(Connection {
                socket,
                _on_open: on_open,
                _on_message: on_message,
                _on_close: on_close,
            })))
        }
    }

    impl Drop for Connection {
        fn drop(&mut self) {
            self.socket.set_onopen(None);
            self.socket.set_onmessage(None);
            self.socket.set_onclose(None);
            // Closing a socket that is closed already is no error worth telling.
            drop(self.socket.close());
        }
    }
}

pub use side::Socket;
