namespace DomSec.Providers;

/// <summary>Something in a community folder that could not be used. The rest of the folder is in force.</summary>
/// <param name="File">The file or folder, relative to the community folder, with <c>/</c>.</param>
/// <param name="Text">One line: what is wrong and what to do.</param>
public sealed record FolderProblem(string File, string Text)
{
    /// <summary>File and text in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{File}: {Text}";
}
