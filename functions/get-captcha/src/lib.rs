//! `POST /api/captcha`: something to solve.
