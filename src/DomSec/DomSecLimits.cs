namespace DomSec;

/// <summary>
/// Limits against hostile input. Each bounds memory or work that a message's author chooses; reaching one is a fault of the message,
/// reported as such, never an exception. Immutable.
/// </summary>
/// <remarks>
/// The members that are constants are ceilings of the readers themselves and cannot be moved. MIME is only descended into along the chain
/// of layers, so <see cref="MaxLayers"/> bounds its depth too; multiparts that are content are not taken apart.
/// </remarks>
public sealed record DomSecLimits
{
    /// <summary>What compressed layers may become whatever the ratio: nobody is hurt by a MiB.</summary>
    internal const int DecompressionGraceBytes = 1 << 20;

    /// <summary>Nested ASN.1 elements: 64 (SEC-DOS-01; an ordinary triple-wrapped message needs fewer than 30). Fixed.</summary>
    public const int AsnDepth = 64;

    /// <summary>Arcs of one OBJECT IDENTIFIER: 64 (SEC-DOS-01; those in use have fewer than 20), in at most 256 octets. Fixed.</summary>
    public const int ObjectIdentifierArcs = 64;

    /// <summary>Bits of an RSA modulus: 16384 (SEC-DOS-01; OpenSSL's own ceiling). Fixed.</summary>
    public const int RsaModulusBits = 16384;

    /// <summary>Bits of an RSA public exponent: 64 (SEC-DOS-03; OpenSSL's ceiling for large moduli). Fixed.</summary>
    public const int RsaExponentBits = 64;

    /// <summary>The defaults.</summary>
    public static DomSecLimits Default { get; } = new();

    /// <summary>Nested security layers. Default 10 (SEC-DOS-01; a triple-wrapped, domain-signed, list-expanded message has seven).</summary>
    public int MaxLayers { get; init; } = 10;

    /// <summary>Header octets of one MIME entity. Default 1 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;

    /// <summary>Octets of everything in one CMS layer that is not content: certificates, signers, recipients. Default 8 MiB.</summary>
    public int MaxStructureBytes { get; init; } = 8 << 20;

    /// <summary>SignerInfos in one layer. Default 32 (SEC-DOS-01).</summary>
    public int MaxSigners { get; init; } = 32;

    /// <summary>RecipientInfos in one layer. Default 2000 (SEC-DOS-01).</summary>
    public int MaxRecipients { get; init; } = 2000;

    /// <summary>Own RecipientInfos tried in one layer. Default 16.</summary>
    public int MaxRecipientTries { get; init; } = 16;

    /// <summary>PBKDF2 iterations of a password recipient. Default 1,000,000: half as much again as OWASP's figure for HMAC-SHA-256, some tenths of a second (CMS-PW-01).</summary>
    public int MaxPasswordIterations { get; init; } = 1_000_000;

    /// <summary>Password recipients tried in one layer, each with each password. Default 4 (CMS-PW-01).</summary>
    public int MaxPasswordTries { get; init; } = 4;

    /// <summary>Certificates in one layer. Default 200 (SEC-DOS-01).</summary>
    public int MaxCertificates { get; init; } = 200;

    /// <summary>Attributes in one SignerInfo. Default 64 (SEC-DOS-01).</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>Octets of one SignerInfo's signed attributes. Default 64 KiB (SEC-DOS-01).</summary>
    public int MaxSignedAttributesBytes { get; init; } = 64 << 10;

    /// <summary>Certificates in one path. Default 10 (SEC-DOS-01).</summary>
    public int MaxPathLength { get; init; } = 10;

    /// <summary>Certificates that revocation sources are asked about for one message. Default 16 (SEC-DOS-04).</summary>
    public int MaxRevocationLookups { get; init; } = 16;

    /// <summary>Octets held in memory for one message before the spool takes over or, when writing, before output is streamed. Default 4 MiB.</summary>
    public int MaxBufferedBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Octets that the compressed layers of a message may become, for each octet of the message. Default 100: deflate reaches 1032
    /// (zlib's technical notes), which only emptiness does; text, XML and logs stay below 50. The first MiB is free.
    /// </summary>
    public int MaxDecompressionRatio { get; init; } = 100;

    /// <summary>Octets of one message, source or any opened layer. Default 8 GiB.</summary>
    public long MaxMessageBytes { get; init; } = 8L << 30;

    /// <summary>Octets of a TNEF wrapper, which is read whole. Default 32 MiB: what Exchange relays by default, 25 MB, and its encoding.</summary>
    public int MaxTnefBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Octets of a clear-signed part up to which the reason is sought when its digest does not match; that costs about fifteen more digests.
    /// Default 32 MiB. 0 seeks none.
    /// </summary>
    public int MaxDiagnosedBytes { get; init; } = 32 << 20;
}
