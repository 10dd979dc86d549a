namespace DomSec;

/// <summary>How the outer elements of a CMS layer were encoded.</summary>
public enum LayerEncoding
{
    /// <summary>Definite lengths and primitive strings, as DER has them (sorting is not judged).</summary>
    Der,

    /// <summary>At least one indefinite length or constructed string.</summary>
    Ber,
}
