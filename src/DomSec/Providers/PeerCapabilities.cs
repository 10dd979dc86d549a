namespace DomSec.Providers;

/// <summary>What a peer announced: an SMIMECapabilities attribute of a valid domain signature (RFC 8551 section 2.5.2), or the extension of its certificate (RFC 4262).</summary>
public sealed record PeerCapabilities
{
    /// <summary>The domain that announced it; it speaks for its confidentiality authority, never for one author.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>When it was signed, by the signer's own claim.</summary>
    public required DateTimeOffset SigningTime { get; init; }

    /// <summary>The content encryption among it that DomSec writes, in the peer's order of preference.</summary>
    public required IReadOnlyList<ContentEncryption> ContentEncryption { get; init; }

    /// <summary>All object identifiers announced, in order, as dotted decimals.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>Whether this or an earlier announcement held AES or better: such a peer is never again written to with less (downgrade latch).</summary>
    public required bool HadStrongEncryption { get; init; }

    /// <summary>
    /// The DER certificate that the peer wants to be encrypted to: the one that the signature's SMIMEEncryptionKeyPreference names and that came along (RFC 8551 section 2.5.3), or empty. It is
    /// judged like any other before it is used.
    /// </summary>
    public ReadOnlyMemory<byte> EncryptionCertificate { get; init; }
}
