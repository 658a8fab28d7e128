//! `POST /api/register`.
