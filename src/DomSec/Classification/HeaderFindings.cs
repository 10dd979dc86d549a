namespace DomSec.Classification;

/// <summary>What was found about the header as a whole.</summary>
/// <param name="Coverage">For the report.</param>
/// <param name="Flags">What no signature raised.</param>
internal sealed record HeaderFindings(HeaderCoverage Coverage, IReadOnlyList<RaisedFlag> Flags);
