using System.Collections.Immutable;

namespace DomSec.Decisions;

/// <summary>What is configured for all partners, or for one; what it does not say is as it was. Immutable.</summary>
public sealed record DecisionRules
{
    /// <summary>Rules for what is sent.</summary>
    public IReadOnlyDictionary<SecurityCondition, DecisionRule> Outbound { get; init; } = ImmutableDictionary<SecurityCondition, DecisionRule>.Empty;

    /// <summary>Rules for what arrives.</summary>
    public IReadOnlyDictionary<SecurityCondition, DecisionRule> Inbound { get; init; } = ImmutableDictionary<SecurityCondition, DecisionRule>.Empty;

    /// <summary>How long after its end a certificate is <see cref="SecurityCondition.CertificateExpiredInGrace"/>; at most 90 days. Null: as it was; 7 days in the default policy.</summary>
    public TimeSpan? ExpiryGrace { get; init; }

    /// <summary>How long after its end revocation information is <see cref="SecurityCondition.RevocationStaleInGrace"/>; at most 30 days. Null: as it was; 3 days in the default policy.</summary>
    public TimeSpan? RevocationGrace { get; init; }

    internal IReadOnlyDictionary<SecurityCondition, DecisionRule> Of(DecisionDirection direction) => direction == DecisionDirection.Outbound ? Outbound : Inbound;
}
