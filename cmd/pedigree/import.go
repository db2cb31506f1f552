package main

import (
	"os"

	"github.com/spf13/cobra"
)

func importCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Make orders of an EPCIS document of your own, and send them",
		Long: "Reads commissioning, packing, shipping and receiving from EPCIS 2.0 JSON-LD or EPCIS 1.2\n" +
			"or 2.0 XML, and gives the orders that say the same. What no order can be made of is\n" +
			"listed with the reason. The orders are kept beside the key file before they are sent, so\n" +
			"that a second import of the same file, also after a crash, sends nothing twice.\n\n" +
			"With --plan, FILE is what a gateway answered to POST /capture. Its orders are signed only\n" +
			"if the bytes to sign are those of what you read in it; see them first with --dry-run.",
		Example: "  pedigree import shipment.xml --as .pedigree/keys/acme.pem --dry-run\n" +
			"  pedigree import shipment.xml --as .pedigree/keys/acme.pem\n" +
			"  pedigree import plan.json --plan --as .pedigree/keys/acme.pem",
		Args: exactly(1), RunE: runImport,
	}
	f := c.Flags()
	f.String("as", os.Getenv("PEDIGREE_KEY"), "key file of the device that orders (PEDIGREE_KEY)")
	f.Bool("plan", false, "FILE is the answer of POST /capture: sign and send its orders")
	f.Bool("close-lots", false, "close each lot that the document commissions packs of")
	f.Bool("dry-run", false, "only say what would be ordered")
	f.Bool("json", false, "for machines")
	f.String("url", environment("PEDIGREE_URL", "http://127.0.0.1:8080"), "gateway (PEDIGREE_URL)")
	return c
}

func runImport(c *cobra.Command, args []string) error {
	plan, err := planFrom(c, args[0])
	if err != nil {
		return err
	}
	report := newReport(plan.Plan)
	if dry, _ := c.Flags().GetBool("dry-run"); !dry {
		if err := carryOut(c, plan, report); err != nil {
			report.print(c)
			return err
		}
	}
	report.print(c)
	return report.status()
}
