using DomSec.Mime;

namespace DomSec.Hosting;

/// <summary>
/// Legacy display elements (RFC 9788 section 2.1.2): copies of hidden header fields that a sender puts before the text for readers who do not know header
/// protection. Programs that act on a text leave them out first (section 4.8), or they act on what anybody could have written there.
/// </summary>
public static class LegacyDisplay
{
    /// <summary>The text of a part without its legacy display element, if the part says that it has one.</summary>
    /// <param name="contentType">The value of the part's Content-Type field, such as <c>text/plain; hp-legacy-display="1"</c>. Use parts of a decrypted payload only: elsewhere the parameter means nothing.</param>
    /// <param name="text">The part's text, decoded.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static string TextWithout(string contentType, string text)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        ArgumentNullException.ThrowIfNull(text);
        return LegacyDisplayElement.Without(contentType, text);
    }
}
