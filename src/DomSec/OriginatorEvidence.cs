namespace DomSec;

/// <summary>
/// How the caller established who wrote a message. RFC 3183 section 3.2 lets a domain sign only after that;
/// DomSec cannot see an SMTP session, so the caller has to say it.
/// </summary>
public sealed class OriginatorEvidence
{
    private OriginatorEvidence(string kind, string description, bool isOriginatorSignature)
    {
        Kind = kind;
        Description = description;
        IsOriginatorSignature = isOriginatorSignature;
    }

    /// <summary>The message's own originator signature is the evidence; signing is refused unless it is there, valid and trusted.</summary>
    public static OriginatorEvidence OriginatorSignature { get; } = new("originator-signature", "the message's own originator signature", isOriginatorSignature: true);

    /// <summary>A short word for logs.</summary>
    public string Kind { get; }

    /// <summary>What the caller said.</summary>
    public string Description { get; }

    internal bool IsOriginatorSignature { get; }

    /// <summary>An external mechanism: authenticated submission, a client certificate, a trusted link.</summary>
    /// <param name="description">What it was, for the report, such as <c>SMTP AUTH alice</c>. Not empty.</param>
    /// <returns>The evidence.</returns>
    /// <exception cref="ArgumentException"><paramref name="description"/> is null, empty or blank.</exception>
    public static OriginatorEvidence External(string description)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        return new OriginatorEvidence("external", description, isOriginatorSignature: false);
    }

    /// <inheritdoc />
    public override string ToString() => Description;
}
