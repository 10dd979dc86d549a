namespace DomSec.Providers;

/// <summary>Something found in a community folder by <see cref="CommunityWriter.Check"/>.</summary>
/// <param name="Domain">The domain concerned, or null for the community as a whole.</param>
/// <param name="File">The file, relative to the folder, with <c>/</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">One line: what was found and, unless all is well, what to do.</param>
public sealed record CommunityFinding(MailDomain? Domain, string File, CommunityFindingSeverity Severity, string Text);
