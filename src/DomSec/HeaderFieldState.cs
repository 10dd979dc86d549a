namespace DomSec;

/// <summary>How a header field stands to its protected copy.</summary>
public enum HeaderFieldState
{
    /// <summary>The field is as it was protected.</summary>
    Same,

    /// <summary>The sender hid the field around its encryption on purpose, and it stands outside as the sender left it (RFC 9788 section 2.2, RFC 7508 section 4.4).</summary>
    Concealed,

    /// <summary>The field has another value than its protected copy.</summary>
    Differs,

    /// <summary>The field is protected and missing outside.</summary>
    Missing,

    /// <summary>The field is there and nothing protects it.</summary>
    Unprotected,
}
