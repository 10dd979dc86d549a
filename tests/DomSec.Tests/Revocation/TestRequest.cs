namespace DomSec.Tests.Revocation;

/// <summary>What a client sent.</summary>
internal sealed record TestRequest(string Path, IReadOnlyList<string> Lines, byte[] Body);
