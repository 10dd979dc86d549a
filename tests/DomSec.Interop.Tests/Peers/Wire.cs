namespace DomSec.Interop.Tests.Peers;

/// <summary>The encodings of one CMS object.</summary>
public enum Wire
{
    Der,

    /// <summary>Indefinite lengths around the content, the content in several octet strings: what streaming senders write.</summary>
    Indefinite,

    /// <summary>Definite lengths, the content in several octet strings.</summary>
    Chunks,
}
