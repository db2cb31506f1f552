package events

import "strings"

// The closed vocabularies of CBV 2.0, in the order of the standard. In JSON-LD a term is
// written bare; its web URI is prefix + term, its old URN urn + term.

type lexicon struct {
	what   string // as messages name it
	prefix string
	urn    string // "" where EPCIS 1.2 had none
	terms  string // separated by single spaces, with one at either end
}

const (
	cbv      = "https://ref.gs1.org/cbv/"
	gs1Terms = "https://gs1.org/voc/"
)

var bizSteps = lexicon{"bizStep", cbv + "BizStep-", "urn:epcglobal:cbv:bizstep:",
	" accepting arriving assembling collecting commissioning consigning" +
		" creating_class_instance cycle_counting decommissioning departing destroying" +
		" disassembling dispensing encoding entering_exiting holding inspecting installing" +
		" killing loading other packing picking receiving removing repackaging repairing" +
		" replacing reserving retail_selling sampling sensor_reporting shipping" +
		" staging_outbound stock_taking stocking storing transporting unloading unpacking" +
		" void_shipping "}

var dispositions = lexicon{"disposition", cbv + "Disp-", "urn:epcglobal:cbv:disp:",
	" active available completeness_inferred completeness_verified conformant" +
		" container_closed container_open damaged destroyed dispensed disposed encoded" +
		" expired in_progress in_transit inactive mismatch_class mismatch_instance" +
		" mismatch_quantity needs_replacement no_pedigree_match non_conformant" +
		" non_sellable_other partially_dispensed recalled reserved retail_sold returned" +
		" sellable_accessible sellable_not_accessible stolen unavailable unknown "}

var bizTransactionTypes = lexicon{"business transaction type", cbv + "BTT-",
	"urn:epcglobal:cbv:btt:",
	" bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt "}

var sourceDestTypes = lexicon{"source or destination type", cbv + "SDT-",
	"urn:epcglobal:cbv:sdt:", " location owning_party possessing_party "}

var errorReasons = lexicon{"error reason", cbv + "ER-", "urn:epcglobal:cbv:er:",
	" did_not_occur incorrect_data "}

var components = lexicon{"component", cbv + "Comp-", "",
	" altitude axial_distance azimuth easting elevation_angle height latitude longitude" +
		" northing polar_angle spherical_radius x y z "}

var sensorAlerts = lexicon{"sensor alert", gs1Terms, "", " ALARM_CONDITION ERROR_CONDITION "}

var measurements = lexicon{"measurement type", gs1Terms, "",
	" AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance" +
		" AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum" +
		" AngularVelocity Area Capacitance Conductance Conductivity Count Density" +
		" Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge" +
		" ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force" +
		" Frequency Illuminance Inductance Irradiance KinematicViscosity Length" +
		" LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux" +
		" MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate" +
		" MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume" +
		" Power Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity" +
		" Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity" +
		" SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate" +
		" VolumeFraction VolumetricFlux Wavenumber "}

// masterDataTerm gives the bare term of a name of CBV's master data (CBV 2.0, 9.2), "" of any
// other name: somebody else's lotNumber may be something else. XML declares the namespace as
// it is, JSON-LD with a colon or a number sign at its end; EPCIS's own context has cbvmda.
func masterDataTerm(name string) string {
	space, term, _ := strings.Cut(strings.TrimPrefix(name, "{"), "}")
	if term == "" {
		i := strings.LastIndexAny(name, "#:")
		if space, term = name[:max(i, 0)], name[i+1:]; space == "cbvmda" {
			return term
		}
	}
	if strings.TrimRight(space, "#:") != "urn:epcglobal:cbv:mda" {
		return ""
	}
	return term
}

func (v lexicon) has(term string) bool {
	return term != "" && !strings.Contains(term, " ") && strings.Contains(v.terms, " "+term+" ")
}

// expand gives the web URI of a bare term; what is none it leaves as it is.
func (v lexicon) expand(term string) string {
	if v.has(term) {
		return v.prefix + term
	}
	return term
}

// bare gives the term of its web URI or old URN; what is neither it leaves as it is.
func (v lexicon) bare(uri string) string {
	for _, prefix := range []string{v.prefix, v.urn} {
		if term, ok := strings.CutPrefix(uri, prefix); ok && prefix != "" && v.has(term) {
			return term
		}
	}
	return uri
}

// spoken tells which vocabulary a member of an event speaks, if any.
func spoken(parent, member string) (lexicon, bool) {
	switch member {
	case "bizStep":
		return bizSteps, true
	case "disposition":
		return dispositions, true
	case "set", "unset":
		return dispositions, parent == "persistentDisposition"
	case "reason":
		return errorReasons, parent == "errorDeclaration"
	case "exception":
		return sensorAlerts, parent == "sensorReport"
	case "component":
		return components, parent == "sensorReport"
	case "type":
		switch parent {
		case "bizTransactionList":
			return bizTransactionTypes, true
		case "sourceList", "destinationList":
			return sourceDestTypes, true
		case "sensorReport":
			return measurements, true
		}
	}
	return lexicon{}, false
}
