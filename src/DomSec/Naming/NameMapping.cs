using DomSec.X509;

namespace DomSec.Naming;

/// <summary>
/// The name mapping rule of RFC 3183 sections 3.1.1 and 4.1: the domain part of an authority's name is the same as, or an
/// ascendant of, the domain of everyone it represents.
/// </summary>
internal static class NameMapping
{
    /// <summary>Compares an authority with those it represents, like with like (DS-NAM-25): every form that can be evaluated must pass.</summary>
    /// <param name="authority">The names of the authority. Whether they conform is the caller's to check; domains of wrong addresses are not in it.</param>
    /// <param name="representedDomains">The domains of all From mailboxes, or of all recipients; empty when none is usable (DS-NAM-30).</param>
    /// <param name="originatorDn">The originator's name, only when a verified inner signature's certificate or a configured map supplies it.</param>
    /// <param name="rules">The guards; null for the default.</param>
    public static MappingResult Check(
        NamingVerdict authority, IReadOnlyList<MailDomain> representedDomains, DistinguishedName? originatorDn = null, NameMappingRules? rules = null)
    {
        if (!HasMappingRule(authority.Role))
        {
            return new MappingResult(MappingOutcome.NotApplicable, null, "");
        }

        if (representedDomains.Count == 0 || representedDomains.Contains(default))
        {
            return Unverifiable("There is no usable address to compare the authority's domain with.");
        }

        rules ??= NameMappingRules.Default;
        MappingResult? byAddress = authority.Domains.Count > 0 ? CheckAddresses(authority.Domains, representedDomains, rules) : null;
        if (byAddress is { Holds: false } failed)
        {
            return failed;
        }

        MappingResult? byName = originatorDn is null ? null : CompareNames(authority.DomainParts, DomainPart.Of(originatorDn), rules);
        if (byName is { Holds: false } mismatch)
        {
            return mismatch;
        }

        if (byAddress is { } covered)
        {
            return covered;
        }

        // One originator's name cannot speak for the mailboxes of several domains.
        if (byName is { } named && representedDomains.Distinct().Count() == 1)
        {
            // SEC-DOM-02: nor for a domain where anybody can have a mailbox; that name's holder may be a stranger there.
            return IsTooBroad(representedDomains[0], exact: true, rules) ? PublicSuffix(representedDomains[0]) : named;
        }

        return NothingComparable(authority.DomainParts);
    }

    /// <summary>DS-NAM-13: reviewers and attribute authorities may come from anywhere.</summary>
    private static bool HasMappingRule(DomainRole role) => role is DomainRole.DomainSigning or DomainRole.Confidentiality;

    /// <summary>Every represented domain is covered by any one domain of the authority (DS-NAM-06, 28, 30).</summary>
    private static MappingResult CheckAddresses(IReadOnlyList<MailDomain> authorityDomains, IReadOnlyList<MailDomain> representedDomains, NameMappingRules rules)
    {
        HashSet<MailDomain> authority = [.. authorityDomains];
        MailDomain? first = null;
        foreach (MailDomain represented in representedDomains)
        {
            MappingResult result = Cover(authority, represented, rules)
                ?? new MappingResult(MappingOutcome.NotAscendant, null, $"{string.Join(", ", authorityDomains.Take(3))} is neither {represented} nor an ascendant of it.");
            if (!result.Holds)
            {
                return result;
            }

            first ??= result.Domain;
        }

        return new MappingResult(MappingOutcome.Ok, first, "");
    }

    /// <summary>From the represented domain upwards, so that the closest one is reported, and thousands on both sides are not compared each with each; null when there is none.</summary>
    private static MappingResult? Cover(HashSet<MailDomain> authorityDomains, MailDomain represented, NameMappingRules rules)
    {
        MappingResult? worst = null;
        for (MailDomain? current = represented; current is { } domain; current = domain.Parent)
        {
            if (!authorityDomains.Contains(domain))
            {
                continue;
            }

            if (IsTooBroad(domain, domain == represented, rules))
            {
                worst = PublicSuffix(domain);
            }
            else if (rules.MaxLabelDistance is { } limit && represented.LabelCount - domain.LabelCount > limit)
            {
                worst ??= new MappingResult(MappingOutcome.NotAscendant, null, $"{domain} is more than {limit} labels above {represented}.");
            }
            else
            {
                return new MappingResult(MappingOutcome.Ok, domain, "");
            }
        }

        return worst;
    }

    /// <summary>DS-NAM-23: a public suffix or a single label never covers anything, except itself when that was pinned.</summary>
    private static bool IsTooBroad(MailDomain domain, bool exact, NameMappingRules rules) =>
        (domain.LabelCount < 2 || rules.PublicSuffixes.IsPublicSuffix(domain) || rules.SharedDomains.Contains(domain)) && !(exact && rules.PinnedSuffixes.Contains(domain));

    /// <summary>Null when no form of the two names can be compared.</summary>
    private static MappingResult? CompareNames(IReadOnlyList<DomainPart> authority, IReadOnlyList<DomainPart> originator, NameMappingRules rules)
    {
        MappingResult? result = null;
        foreach (DomainPart part in authority)
        {
            DomainPart? counterpart = originator.FirstOrDefault(other => other.Form == part.Form);

            // DS-NAM-24: neither a vacuous authority nor an originator known by country alone is evidence of anything.
            if (counterpart is null || part.IsVacuous || counterpart.IsVacuous || part.IsSameOrAscendantOf(counterpart) is not { } ascendant)
            {
                continue;
            }

            if (!ascendant)
            {
                return new MappingResult(
                    MappingOutcome.NotAscendant, null, "The domain part of the authority's name is neither the originator's nor an ascendant of it.");
            }

            if (part.Domain is { } domain && IsTooBroad(domain, domain == counterpart.Domain, rules))
            {
                return PublicSuffix(domain);
            }

            result = new MappingResult(MappingOutcome.Ok, result?.Domain ?? part.Domain, "");
        }

        return result;
    }

    private static MappingResult NothingComparable(IReadOnlyList<DomainPart> authority) => authority.All(part => part.IsVacuous)
        ? new MappingResult(MappingOutcome.Vacuous, null, "The authority's name has neither an address nor an organization.")
        : Unverifiable("The authority has a directory name only, and there is no originator's name of that form to compare it with.");

    private static MappingResult Unverifiable(string detail) => new(MappingOutcome.Unverifiable, null, detail);

    private static MappingResult PublicSuffix(MailDomain domain) =>
        new(MappingOutcome.PublicSuffix, null, $"{domain} is a public suffix or a shared domain, where anybody can have a name.");
}
