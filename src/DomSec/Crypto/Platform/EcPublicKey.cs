using System.Security.Cryptography;
using DomSec.Ber;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto.Platform;

/// <summary>An elliptic-curve public key on a named curve as an uncompressed point (RFC 5480 section 2).</summary>
internal sealed class EcPublicKey : PublicKey
{
    private readonly ECParameters _parameters;
    private readonly ECDsa _verifier;
    private readonly bool _mayVerify;
    private ECDiffieHellmanPublicKey? _agreement;

    private EcPublicKey(NamedCurve curve, ECParameters parameters, ECDsa verifier, bool mayVerify, ReadOnlyMemory<byte> encoded)
        : base(KeyKind.Ec, curve.Bits, encoded)
    {
        Curve = curve;
        _parameters = parameters;
        _verifier = verifier;
        _mayVerify = mayVerify;
    }

    public override NamedCurve Curve { get; }

    /// <summary>For key agreement; made at first use, one instance for all threads.</summary>
    public ECDiffieHellmanPublicKey AgreementKey
    {
        get
        {
            ECDiffieHellmanPublicKey? agreement = Volatile.Read(ref _agreement);
            if (agreement is null)
            {
                using var key = ECDiffieHellman.Create(_parameters);
                agreement = key.PublicKey;
                agreement = Interlocked.CompareExchange(ref _agreement, agreement, null) ?? agreement;
            }

            return agreement;
        }
    }

    public static PublicKey? TryImport(in AlgorithmIdentifier algorithm, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> encoded)
    {
        // RFC 5480 section 2.1.1: implicitCurve and specifiedCurve MUST NOT be used; made-up curves were CVE-2020-0601.
        var reader = new BerReader(algorithm.Parameters);
        Oid oid = reader.ReadOid();
        reader.RequireEnd();
        if (!reader.Ok)
        {
            return null;
        }

        NamedCurve? curve = NamedCurve.FromOid(oid);
        return curve is null ? new UnsupportedPublicKey(encoded) : TryImportPoint(curve, key.Span, algorithm.Algorithm != Oids.EcDh, encoded);
    }

    /// <summary>The platform checks that the point is on the curve; with cofactor 1 that is full validation (SEC 1 section 3.2.2).</summary>
    public static PublicKey? TryImportPoint(NamedCurve curve, ReadOnlySpan<byte> point, bool mayVerify, ReadOnlyMemory<byte> encoded)
    {
        if (point.Length == 1 + curve.FieldSize && point[0] is 0x02 or 0x03)
        {
            return new UnsupportedPublicKey(encoded); // RFC 5480 section 2.2: compressed points MAY be supported
        }

        if (point.Length != curve.PointSize || point[0] != 0x04)
        {
            return null;
        }

        var parameters = new ECParameters
        {
            Curve = curve.Platform,
            Q = new ECPoint { X = point.Slice(1, curve.FieldSize).ToArray(), Y = point[(1 + curve.FieldSize)..].ToArray() },
        };
        try
        {
            return new EcPublicKey(curve, parameters, ECDsa.Create(parameters), mayVerify, encoded);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override bool VerifyHash(SignatureScheme scheme, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (!_mayVerify || scheme.Kind != SignatureKind.Ecdsa || hash.Length != Digests.Size(scheme.Digest))
        {
            return false;
        }

        try
        {
            // CMS-BER-09, RFC 5753 section 2.1.1: a DER ECDSA-Sig-Value; the raw form of two integers is not accepted.
            return _verifier.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
