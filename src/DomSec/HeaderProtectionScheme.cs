namespace DomSec;

/// <summary>How header fields are to be protected in what is written. Wrapping the message (RFC 8551 section 3.1) is read, and never written (RFC 9788 section 4.10).</summary>
public enum HeaderProtectionScheme
{
    /// <summary>RFC 9788 where the payload is made here, which is a message nobody signed before; nothing is added to one that is signed already.</summary>
    Auto,

    /// <summary>No header field is protected.</summary>
    None,

    /// <summary>RFC 9788: the fields are copied into the payload. Only for a message that nobody signed before.</summary>
    Rfc9788,

    /// <summary>RFC 7508: the fields stand in a signed attribute and the payload stays as it is, which suits a message that is signed already. A reader who knows the RFC finds the signature invalid when one field is changed on the way, such as by a list that marks subjects.</summary>
    Rfc7508,
}
