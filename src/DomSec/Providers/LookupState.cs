namespace DomSec.Providers;

/// <summary>The three answers of a directory. An error is never an empty answer: that would send mail in clear.</summary>
public enum LookupState
{
    /// <summary>There is an answer.</summary>
    Found,

    /// <summary>The source was asked and has none.</summary>
    NotFound,

    /// <summary>The source could not be asked, or its answer cannot be relied on.</summary>
    Unavailable,
}
