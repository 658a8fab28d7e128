"""Keys and certificates, drawn anew for every run."""

from datetime import datetime, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(private, form=PrivateFormat.PKCS8):
    return private.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def name(common):
    """In the order in which Chinese authorities write it: country first."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Peers, drawn"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Certification Authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def certificate(common, public, issuer, signer, is_authority=False):
    """What `issuer` says with `signer` of whoever has `public`."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2024, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2044, 1, 1, tzinfo=timezone.utc))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    return builder.sign(signer, hashes.SHA256())


def text(drawn):
    return drawn.public_bytes(Encoding.PEM).decode()
