using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Naming;

/// <summary>The domain part of a distinguished name (RFC 3183 section 3.1.1), its components from the most significant to the least.</summary>
internal sealed class DomainPart
{
    private DomainPart(DomainPartForm form, IReadOnlyList<Component> components, bool isOrderKnown)
    {
        Form = form;
        Components = components;
        IsOrderKnown = isOrderKnown;
        IsUsable = components.All(component => component.Value.Length > 0);
        if (form == DomainPartForm.DomainComponents && IsUsable && isOrderKnown)
        {
            // RFC 2247 section 2: DC=us, DC=acme is acme.us. A dot inside a component would smuggle in labels.
            IsUsable = components.All(component => !component.Value.Contains('.', StringComparison.Ordinal))
                && MailDomain.TryParse(string.Join('.', components.Reverse().Select(component => component.Value)), out MailDomain domain)
                && Accept(domain);
        }

        bool Accept(MailDomain domain)
        {
            Domain = domain;
            return true;
        }
    }

    public DomainPartForm Form { get; }

    /// <summary>Most significant first; as encoded when the order is not known.</summary>
    public IReadOnlyList<Component> Components { get; }

    /// <summary>Whether the subject tells which of its ends is the more significant one (DS-NAM-29).</summary>
    public bool IsOrderKnown { get; }

    /// <summary>Whether every component could be read; a part that is not usable matches nothing.</summary>
    public bool IsUsable { get; }

    /// <summary>What the domain components spell, for that form.</summary>
    public MailDomain? Domain { get; private set; }

    /// <summary>DS-NAM-24: without an organization an X.500 part would cover a whole country, or everyone.</summary>
    public bool IsVacuous => Form == DomainPartForm.X500 && !Components.Any(component => component.Type == X509Oids.Organization);

    /// <summary>
    /// The parts of a name, one for each form that it uses. DS-NAM-07: common name, serial number, e-mail address, title and all others are ignored.
    /// </summary>
    public static IReadOnlyList<DomainPart> Of(DistinguishedName name)
    {
        RdnOrder order = RdnOrders.Detect(name);
        var x500 = new List<Component>();
        var domainComponents = new List<Component>();
        bool shared = false; // two components in one RDN have no order
        foreach (IReadOnlyList<NameAttribute> rdn in name.Rdns)
        {
            int before = x500.Count + domainComponents.Count;
            foreach (NameAttribute attribute in rdn)
            {
                if (attribute.Type == X509Oids.DomainComponent)
                {
                    domainComponents.Add(new Component(attribute));
                }
                else if (IsX500(attribute.Type))
                {
                    x500.Add(new Component(attribute));
                }
            }

            shared |= x500.Count + domainComponents.Count > before + 1;
        }

        // The units of an RFC 2247 name sort entries inside a directory; its domain part is the domain components alone (DS-NAM-08),
        // unless the name states an organization or a country besides.
        if (domainComponents.Count > 0 && !x500.Any(component => component.Type == X509Oids.Organization || component.Type == X509Oids.Country))
        {
            x500.Clear();
        }

        var parts = new List<DomainPart>(2);
        Add(DomainPartForm.DomainComponents, domainComponents);
        Add(DomainPartForm.X500, x500);
        return parts;

        void Add(DomainPartForm form, List<Component> components)
        {
            if (components.Count == 0)
            {
                return;
            }

            if (order == RdnOrder.LeastSignificantFirst)
            {
                components.Reverse();
            }

            parts.Add(new DomainPart(form, components, components.Count == 1 || (order != RdnOrder.Undecidable && !shared)));
        }
    }

    /// <summary>
    /// DS-NAM-10 and 11: whether this part is the other one or stands above it. Null when that cannot be told, because the order of
    /// one is not known or one is not usable.
    /// </summary>
    public bool? IsSameOrAscendantOf(DomainPart other)
    {
        if (Form != other.Form || !IsUsable || !other.IsUsable)
        {
            return null;
        }

        bool begins = Components.Count <= other.Components.Count;
        for (int i = 0; begins && i < Components.Count; i++)
        {
            begins = Components[i] == other.Components[i];
        }

        if (IsOrderKnown && other.IsOrderKnown)
        {
            return begins;
        }

        // The same components in the same sequence are the same name whichever end is the top.
        return begins && IsOrderKnown == other.IsOrderKnown && Components.Count == other.Components.Count ? true : null;
    }

    private static bool IsX500(Oid type) => type == X509Oids.Country || type == X509Oids.Organization || type == X509Oids.OrganizationalUnit
        || type == X509Oids.State || type == X509Oids.Locality;

    /// <summary>A component with its value made comparable (RFC 5280 section 7.1); an unreadable value is empty.</summary>
    internal readonly record struct Component(Oid Type, string Value)
    {
        public Component(NameAttribute attribute)
            : this(attribute.Type, attribute.Value is null ? "" : NameStrings.Fold(attribute.Value))
        {
        }
    }
}
