namespace DomSec;

/// <summary>How DomSec writes CMS.</summary>
public enum CmsEncoding
{
    /// <summary>DER for messages within <see cref="DomSecLimits.MaxBufferedBytes"/>, BER with indefinite lengths beyond it, where a length is not known beforehand. The default.</summary>
    Auto,

    /// <summary>Definite lengths throughout; the message is held in memory.</summary>
    Der,

    /// <summary>Indefinite lengths around the content, DER for everything else (RFC 5652 section 2).</summary>
    Ber,
}
