namespace DomSec;

/// <summary>What of a header an encrypted message shows outside (RFC 9788 section 3, the Header Confidentiality Policy). Must be safe for concurrent use.</summary>
public interface IHeaderConfidentialityPolicy
{
    /// <summary>The value that a field has outside. From is never asked for, it stays as it is (RFC 9788 section 3.1.1); Date is never removed (RFC 5322 section 3.6).</summary>
    /// <param name="name">The field's name, as spelled in the message.</param>
    /// <param name="value">Its value, unfolded.</param>
    /// <returns><paramref name="value"/> itself to let it stand, another text in printable ASCII to put in its place, or null to leave the field out.</returns>
    string? Outside(string name, string value);
}
